"""Golden figures of an evaluation, by scikit-learn and numpy.

    pip install scikit-learn numpy
    python reference/evaluation_golden.py core/src/test/resources/io/github/googlenet4j/evaluate

Writes evaluation_golden.json: labels and float32 probabilities of 400 made-up pictures of a model
that is sometimes too sure and sometimes not sure enough, and what follows from them. Some
probabilities are equal, class 4 has no picture, class 5 has none and is never answered.
"""

import json
import pathlib
import sys

import numpy
from sklearn.metrics import log_loss, precision_recall_fscore_support

PICTURES, CLASSES, BINS = 400, 6, 15

random = numpy.random.default_rng(19)
logits = 2.2 * random.normal(size=(PICTURES, CLASSES)) + [0, 0.3, 0, 0.2, -0.5, -20]
logits = numpy.round(2 * logits) / 2  # many pictures have equal probabilities
probabilities = numpy.exp(logits) / numpy.exp(logits).sum(1, keepdims=True)
probabilities = probabilities.astype(numpy.float32)

exact = probabilities.astype(numpy.float64)
answers = exact.argmax(1)
confidence = exact[numpy.arange(PICTURES), answers]
# Too sure where it is sure, not sure enough where it is not: groups err in both directions.
right = random.random(PICTURES) < 0.35 + 0.45 * confidence
labels = numpy.where(right & (answers < 4), answers, random.integers(0, 4, PICTURES))
right = answers == labels


def gap(members):
    """A group's share in the expected calibration error."""
    if not members.any():
        return 0.0
    return members.mean() * abs(confidence[members].mean() - right[members].mean())


def equal_width():
    edges = numpy.linspace(0, 1, BINS + 1)
    groups = numpy.digitize(confidence, edges[1:-1], right=True)
    return sum(gap(groups == group) for group in range(BINS))


def equal_count():
    places = numpy.empty(PICTURES, int)
    places[numpy.argsort(confidence, kind="stable")] = numpy.arange(PICTURES)
    bounds = [PICTURES * group // BINS for group in range(BINS + 1)]
    return sum(
        gap((places >= low) & (places < high)) for low, high in zip(bounds, bounds[1:])
    )


def threshold(accuracy):
    """The lowest threshold that reaches it, by trying all; with coverage and accuracy."""
    for value in sorted(set(confidence)):
        given = confidence >= value
        if right[given].mean() >= accuracy:
            return [float(value), float(given.mean()), float(right[given].mean())]
    return []


def averages(way, chosen=slice(None)):
    return [
        float(value)
        for value in precision_recall_fscore_support(
            labels[chosen], answers[chosen], average=way, zero_division=0
        )[:3]
    ]


draws = [averages("macro", random.integers(0, PICTURES, PICTURES)) for _ in range(4000)]
intervals = numpy.percentile(draws, [2.5, 97.5], axis=0).T

one_hot = numpy.eye(CLASSES)[labels]
golden = {
    "labels": labels.tolist(),
    "probabilities": [[float(str(p)) for p in row] for row in probabilities],
    "top1": float(right.mean()),
    "negative_log_likelihood": float(
        log_loss(labels, exact / exact.sum(1, keepdims=True), labels=range(CLASSES))
    ),
    "brier": float(((exact - one_hot) ** 2).sum(1).mean()),
    "equal_count": float(equal_count()),
    "equal_width": float(equal_width()),
    "macro": averages("macro"),
    "weighted": averages("weighted"),
    "macro_intervals": intervals.tolist(),
    "thresholds": {str(share): threshold(share) for share in (0.5, 0.6, 0.7, 0.8, 0.9, 0.99)},
}
file = pathlib.Path(sys.argv[1]) / "evaluation_golden.json"
file.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(file, file.stat().st_size, {key: golden[key] for key in golden if key not in ("labels", "probabilities")})
