"""Figures that readers put together by themselves: the question, its answer, and the form in which it is drawn."""
