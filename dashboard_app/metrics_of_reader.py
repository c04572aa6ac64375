"""The metric dictionary as the reader's organization has it: ours, and the key figures of its line of business."""

from dashboard_app.reader_sector import sector_of_reader
from db.queries.metrics.definitions import BY_NAME, Metric, trade_rate
from workers.sectors.schema import KpiSpec


def metrics_of_reader() -> dict[str, Metric]:
    """By name, ours first."""
    return {**BY_NAME, **metrics_of_trade()}


def metrics_of_trade() -> dict[str, Metric]:
    return {kpi.name: trade_rate(kpi.name, kpi.numerator, kpi.denominator) for kpi in kpis_of_trade()}


def parts_of_trade(name: str) -> dict[str, str] | None:
    """What a key figure of the line of business counts, to be kept with what watches it."""
    metric = metrics_of_trade().get(name)
    return metric.parts if metric else None


def kpis_of_trade() -> list[KpiSpec]:
    """Excludes figures that share a metric's name: two values under one name would only confuse."""
    sector = sector_of_reader()
    return [kpi for kpi in sector.kpis if kpi.name not in BY_NAME] if sector else []
