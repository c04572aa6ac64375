"""Which process runs which tests."""

from xdist.scheduler import LoadFileScheduling

# All tests of this folder share one running product, which takes long to start.
ONE_PRODUCT = "tests/e2e/whole"
LONGEST_FIRST = (  # at the end no process shall wait for another
    ONE_PRODUCT,
    "tests/e2e/",
    "tests/bridge/",
    "tests/workers/analysis/test_corpus.py",
    "tests/dashboard_app/test_api_exports.py",
)


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """A file goes to one process as a whole, and so does the folder of the one product."""

    def _split_scope(self, nodeid: str) -> str:
        return ONE_PRODUCT if nodeid.startswith(ONE_PRODUCT) else nodeid.split("::", 1)[0]

    def _assign_work_unit(self, node: object) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=self._turn), last=False)
        super()._assign_work_unit(node)

    @staticmethod
    def _turn(scope: str) -> int:
        """Among equals the one with most tests, as the queue has them."""
        return next(
            (turn for turn, name in enumerate(LONGEST_FIRST) if scope.startswith(name)), len(LONGEST_FIRST)
        )
