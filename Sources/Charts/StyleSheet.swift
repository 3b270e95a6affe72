/// How pages look: one column, light or dark as the reader's system says, always light on paper.
enum StyleSheet {
  static let text = base + charts(palette: SeriesStyle.darkColors)

  /// The colours of charts on a dark screen, in place of those in the charts themselves.
  private static func charts(palette: [String]) -> String {
    let series = palette.enumerated().map { index, color in
      "svg .f-s\(index){fill:\(color)}svg .l-s\(index){stroke:\(color)}\n"
    }
    return """
      @media screen and (prefers-color-scheme:dark){
      svg .f-paper{fill:none}
      svg .f-text{fill:#e8e6e1}svg .f-muted{fill:#b4b1aa}
      svg .l-frame{stroke:#8d8a84}svg .l-grid{stroke:#35363a}svg .l-contour{stroke:#6d6c6a}
      \(series.joined())}

      """
  }

  private static let base = """
    :root{--ink:#1a1a1a;--muted:#555;--rule:#d9d6cf;--paper:#fff;--shade:#0005;--box:#f6f4ef;--link:#0b5394;
    --yes:#00704f;--partly:#8a6100;--no:#b23a0e;--open:#555}
    @media screen and (prefers-color-scheme:dark){:root{--ink:#e8e6e1;--muted:#b4b1aa;--rule:#3c3d41;--paper:#17181b;--shade:#fff5;
    --box:#202226;--link:#8cc4f5;--yes:#4fd1a5;--partly:#e3bd4a;--no:#f39a6b;--open:#b4b1aa}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:1.0625rem/1.55 Charter,"Bitstream Charter","Iowan Old Style",Palatino,"P052",Georgia,"Liberation Serif",serif}
    main{max-width:44rem;margin:0 auto;padding:2rem .75rem 3rem;overflow-wrap:break-word}
    h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem}
    h2{font-size:1.25rem;line-height:1.3;margin:2.2rem 0 .6rem}
    p{margin:.7rem 0}
    a{color:var(--link)}
    .question{font-size:1.15rem;font-style:italic;color:var(--muted);margin-top:0}
    .muted{color:var(--muted)}
    .term{font-weight:600}
    figure{margin:1.8rem auto;max-width:36rem}
    figure svg{display:block;width:100%;height:auto}
    figcaption{font-size:.95rem;line-height:1.45;color:var(--muted);margin-top:.5rem}
    figcaption .term{color:var(--ink)}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:1rem 0;font-size:1rem;line-height:1.45}
    dt{color:var(--muted)}dd{margin:0}
    .caption{margin:1.4rem 0 .5rem;font-size:.95rem;line-height:1.45;color:var(--muted)}
    .note{margin:.3rem 0;font-size:.95rem;line-height:1.45;color:var(--muted)}
    .scroll{overflow-x:auto;margin:0 0 .6rem;position:relative;left:50%;translate:-50%;
    width:max-content;min-width:100%;max-width:min(100vw - 1.5rem,66rem);
    background:linear-gradient(to right,var(--paper) 50%,transparent) 0 0/3rem 100% no-repeat local,
    linear-gradient(to left,var(--paper) 50%,transparent) 100% 0/3rem 100% no-repeat local,
    linear-gradient(to right,var(--shade),transparent) 0 0/1.1rem 100% no-repeat scroll,
    linear-gradient(to left,var(--shade),transparent) 100% 0/1.1rem 100% no-repeat scroll}
    table{border-collapse:collapse;font-size:.95rem;line-height:1.35;min-width:100%;
    border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink);font-variant-numeric:tabular-nums lining-nums}
    th,td{padding:.3rem .7rem;text-align:left;vertical-align:top;font-weight:400}
    th:first-child,td:first-child{padding-left:0}
    thead th{vertical-align:bottom;font-weight:600;border-bottom:1px solid var(--muted)}
    td.number{white-space:nowrap}
    .number{text-align:right}
    tr>:not(.number){min-width:5.5rem;max-width:16rem}
    thead .number{max-width:10rem}
    .verdict{background:var(--box);border-left:5px solid var(--open);padding:.4rem 1rem;margin:1.4rem 0}
    .verdict.yes{border-color:var(--yes)}.yes .badge{color:var(--yes)}
    .verdict.partly{border-color:var(--partly)}.partly .badge{color:var(--partly)}
    .verdict.no{border-color:var(--no)}.no .badge{color:var(--no)}
    .entries{list-style:none;padding:0}
    .entries h2{margin:.3rem 0}
    @media (max-width:34rem){main{padding-top:1.2rem}h1{font-size:1.55rem}
    dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
    @media print{body{font-size:10pt}main{max-width:none;padding:0}a{color:inherit}.scroll{overflow:visible;background:none}
    figure{max-width:12cm}figure,.verdict,tr{break-inside:avoid}h2{break-after:avoid}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}

    """
}
