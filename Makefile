# `make help` lists what there is to make.
.PHONY: help build install header docs wheel test abuse fuzz sanitize bench bench-setup counts demo test-package test-pages test-peers test-pythons test-soak clean
PREFIX ?= /usr/local
SECONDS ?= 60

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

build: ## build libnormkit.so (.build/release/libnormkit.so)
	swift build -c release --product normkit
	ln -sf libnormkit.so .build/release/libnormkit.so.1

install: build ## install header, library, pkg-config file and CMake package (make install PREFIX=/usr/local)
	bindings/c/install.sh $(PREFIX)

header: ## write Include/normkit.h, the Python prototypes and the export list anew from the sources
	swift run -c release abigen

wheel: build ## make the Python package's wheel and sdist in dist/, checked
	bindings/python/wheel.sh

docs: ## build the documentation's site (.build/site), for reading without a network
	docs/site/build.sh

test: ## run every check and test; sets up what it needs under .build
	Tests/run.sh

abuse: build ## 100,000 random sequences of C calls, good and bad
	Tests/abuse.sh 100000

bench-setup: ## a Python environment with the libraries to compare with, as many as can be had
	Benchmarks/setup.sh

bench: ## compare with them: make bench WORKLOADS="mlp100 cnn" PACE="--rounds 3"; writes .build/bench.json
	swift build -c release --product benchmarks
	swift build -c release --product normkit
	cd Benchmarks && "$${BENCH_PYTHON:-../.build/bench-venv/bin/python}" -m bench $(PACE) $(WORKLOADS)

fuzz: ## libFuzzer with sanitizers on the file readers and the C calls, SECONDS (60) for each
	Tests/fuzz.sh $(SECONDS)

sanitize: ## the C tests, examples and random calls under AddressSanitizer, ThreadSanitizer and valgrind
	Tests/sanitize.sh

counts: build ## write the known numbers of allocations and instructions anew
	Tests/counts/run.sh write

test-package: build ## the Python package as it is given away: wheel and sdist, made, built elsewhere with swift, and used
	Tests/package.sh whole

test-pages: ## open every page of the lab in headless chromium at two widths; leaves screenshots
	Tests/lab-pages.sh

test-pythons: build ## install the package into every Python from 3.10 to 3.13 that there is, and run the README there
	Tests/pythons.sh

test-peers: build ## models to and from PyTorch, Keras and ONNX Runtime, asked themselves, and one script run with Keras and with normkit
	Tests/peers.sh

test-soak: build ## minutes of Ctrl-C, of children forked and spawned, and of models made and freed; prints what it measured
	Tests/soak.sh

demo: ## train the digits with and without batch normalization
	swift run demo

clean: ## remove everything that was built
	swift package clean
	rm -rf dist .build/ctests .build/site .build/docs-venv .build/wheel-venv .build/venv .build/bench-venv .build/peers .build/counts
