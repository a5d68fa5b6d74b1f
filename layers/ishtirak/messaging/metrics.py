"""Figures that alarms watch, written to the log in CloudWatch's embedded metric format."""

from __future__ import annotations

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Ishtirak"


def emit(service: str, **counts: int) -> None:
    """Write these counts at once, under the dimension `service`. Nothing is kept from one call to the next."""
    metrics = EphemeralMetrics(namespace=NAMESPACE, service=service)
    for name, value in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
