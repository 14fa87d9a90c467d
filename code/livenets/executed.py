"""Notebooks are run before they are read, side by side.

MyST-NB would run one after the other. It takes the results from its cache,
which is emptied first: it would not see a change in code/.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
# at once, on as many cores: each may take 0.9 GB
MOST = 4


def run(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run the notebooks among `docnames`; one that fails is only told here.

    It isn't in the cache then, so MyST-NB runs it too, and stops.
    """
    about = env.mystnb_config
    folder = about.execution_cache_path
    shutil.rmtree(folder, ignore_errors=True)
    cache = get_cache(folder)
    paths = map(env.doc2path, docnames)
    records = [
        cache.add_nb_to_project(str(path))
        for path in paths
        if str(path).endswith(".ipynb")
    ]

    def execute(key: int) -> None:
        executor = load_executor("local-serial", get_cache(folder), LOGGER)
        executor.run_and_cache(
            filter_pks=[key], timeout=about.execution_timeout
        )

    with ThreadPoolExecutor(min(MOST, os.cpu_count())) as pool:
        list(pool.map(execute, [record.pk for record in records]))


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("env-before-read-docs", run)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
