"""The whole product, walked from door to door by somebody of another organization, and by somebody who may only look."""
