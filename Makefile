# One command a wish. How it is done is in CMakePresets.json, scripts/ and .ci/run.

JOBS ?= $(shell nproc)
# Of make fuzz: which targets (none: all), and how long each.
TARGET ?=
SECONDS ?= 600

.PHONY: help demo test bench fuzz check format clean packages dev release

help:
	@echo 'make demo     build a release and run the demonstration'
	@echo 'make test     build, and run every test'
	@echo 'make bench    build a release and run the benchmarks'
	@echo 'make fuzz     build the fuzz targets and run them; TARGET=, SECONDS='
	@echo 'make check    what CI runs: format, includes, clang-tidy, sanitizers, tests'
	@echo 'make format   format the sources'
	@echo 'make clean    remove what was built'
	@echo
	@echo 'Each first installs what is missing of the Debian packages in packages.txt.'

demo: release
	@scripts/demo

test: dev
	@echo '-- test'
	@ctest --preset dev -j $(JOBS)

bench: release
	@scripts/bench

fuzz: packages
	@echo '-- build/$@'
	@cmake --preset $@ --log-level=WARNING
	@cmake --build --preset $@ -j $(JOBS)
	@scripts/fuzz --seconds $(SECONDS) $(TARGET)

check:
	@.ci/run

format: packages
	@scripts/check-format --fix

clean:
	rm -rf build

packages:
	@scripts/install-packages

dev release: packages
	@echo '-- build/$@'
	@cmake --preset $@ --log-level=WARNING
	@cmake --build --preset $@ -j $(JOBS)
