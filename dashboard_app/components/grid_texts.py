"""AG Grid's own texts, visible or read out, in the reader's language; it ships without Catalan."""

from flask_babel import gettext as _


def grid_texts() -> dict[str, str]:
    """By AG Grid's keys: those used by a grid without filters, grouping and editing."""
    return {
        "loadingOoo": _("Loading…"),
        "loadingError": _("This could not be loaded."),
        "noRowsToShow": _("No calls match"),
        "ariaChecked": _("chosen"),
        "ariaUnchecked": _("not chosen"),
        "ariaIndeterminate": _("partly chosen"),
        "ariaHeaderSelection": _("Column for choosing rows"),
        "ariaRowSelectAll": _("Space chooses all rows"),
        "ariaRowToggleSelection": _("Space chooses the row"),
        "ariaRowSelect": _("Space chooses the row"),
        "ariaRowDeselect": _("Space takes the choice back"),
        "ariaRowSelectionDisabled": _("This row cannot be chosen"),
        "ariaSortableColumn": _("Enter sorts"),
        "ariaColumn": _("Column"),
        "ariaSkeletonCellLoading": _("The row is being loaded"),
        "ariaSkeletonCellLoadingFailed": _("The row could not be loaded"),
        "ariaDeferSkeletonCellLoading": _("The cell is being loaded"),
        "sortAscending": _("Sort upwards"),
        "sortDescending": _("Sort downwards"),
        "sortUnSort": _("Do not sort"),
    }
