"""The order of all tests."""

# Parts of the names of those that take longest, which begin: what is left
# when one worker has nothing more to do is short then.
SLOWEST = (
    "as_in_colab[your_own]",
    "as_in_colab",
    "test_jupyterlab",
    "test_twice",
    "test_bench",
    "test_axe",
)


def pytest_collection_modifyitems(items):
    def place(item):
        slow = (i for i, part in enumerate(SLOWEST) if part in item.nodeid)
        return next(slow, len(SLOWEST))

    items.sort(key=place)  # all others stay in their order
