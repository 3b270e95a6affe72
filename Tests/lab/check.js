// Put at the end of a page by lab-pages.sh: says in #lab-check what is wrong with the layout, a line each.
const faults = [];
const page = document.documentElement;
if (page.scrollWidth > innerWidth) faults.push(`the page is ${page.scrollWidth} pixels wide, the window ${innerWidth}`);
const charts = [...document.querySelectorAll("svg[role=img]")];
for (const chart of charts) {
  const name = chart.querySelector("title")?.textContent ?? "";
  if (!chart.querySelector("desc")?.textContent) faults.push(`${name}: no description`);
  const frame = chart.getBoundingClientRect();
  // A line of text has room above and below its letters that may touch another's.
  const texts = [...chart.querySelectorAll("text")].map((text) => {
    const box = text.getBoundingClientRect();
    const spare = box.height * 0.2;
    return { text: text.textContent, left: box.left, right: box.right, top: box.top + spare, bottom: box.bottom - spare };
  });
  for (const [index, one] of texts.entries()) {
    if (one.left < frame.left - 1 || one.right > frame.right + 1 || one.bottom > frame.bottom + 1)
      faults.push(`${name}: "${one.text}" leaves the chart`);
    for (const other of texts.slice(index + 1)) {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across > 0.5 && down > 0.5) faults.push(`${name}: "${one.text}" and "${other.text}" overlap`);
    }
  }
  const smallest = Math.min(...[...chart.querySelectorAll("text")].map((text) => text.getBoundingClientRect().height));
  if (smallest < 8) faults.push(`${name}: text only ${smallest.toFixed(1)} pixels high`);
}
const report = document.createElement("pre");
report.id = "lab-check";
report.textContent = [`width ${innerWidth}`, `height ${page.scrollHeight}`, `charts ${charts.length}`, ...faults].join("\n");
document.body.append(report);
