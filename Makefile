# Four commands. All need Rust (rust-version in Cargo.toml), Python 3.11 or newer and pip.
#
#   make demo       build and install the package in .venv, and read a sample article
#   make accuracy   build and install the package in .venv, and measure it on benchmarks/wikinews
#   make test       all that the continuous integration runs
#   make fuzz       SECONDS=600 of broken texts through the reader; SEED=2 gives others
#
# PYTHON=python3.12 chooses another interpreter, CARGO_BUILD_JOBS=1 keeps a core free.

PYTHON ?= python3
SECONDS ?= 600
SEED ?= 1
ARTICLE ?= seeds/articles/danube-channel-toll.txt

CHECK_PYTHON = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: PYTHON=...")'

# Apart from .venv: the tests must find the wheel just built and nothing that a developer has installed.
WHEELS := target/wheels
CLEAN := target/venv-test

.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
.PHONY: demo accuracy test fuzz install

install:
	@$(CHECK_PYTHON)
	@.venv/bin/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps .

demo: install
	.venv/bin/onrecord $(ARTICLE)

accuracy: install
	.venv/bin/python -m onrecord.benchmark benchmarks/wikinews

test:
	@$(CHECK_PYTHON)
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets --features python,schema -- -D warnings
	cargo test --locked --features schema
	$(PYTHON) .ci/licences.py --check
	rm -rf $(WHEELS)
	$(PYTHON) -m venv --clear $(CLEAN)
	$(CLEAN)/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir $(WHEELS) .
	$(CLEAN)/bin/python -m pip install --quiet --disable-pip-version-check "$$(echo $(WHEELS)/onrecord-*.whl)[test]"
	$(CLEAN)/bin/ruff format --check python tests examples .ci
	$(CLEAN)/bin/ruff check python tests examples .ci
	$(CLEAN)/bin/mypy
	$(CLEAN)/bin/python -m mypy.stubtest onrecord._core
	$(CLEAN)/bin/python -m pytest

# A third of the time each: the real network, one of noise, readings with every edge moved.
fuzz:
	rm -f target/fuzz.log
	FUZZ_SECONDS=$$(( $(SECONDS) / 3 )) FUZZ_SEED=$(SEED) FUZZ_LOG=$(CURDIR)/target/fuzz.log RUST_BACKTRACE=0 \
		cargo test --locked --profile fuzz --test fuzz -- --test-threads=1
	cat target/fuzz.log
