"""Writes confident-learning.csv, the golden file of ConfidentLearningTest, with cleanlab.

Run: pip install cleanlab==2.9.0; python reference/confident_learning.py >
core/src/test/resources/io/github/googlenet4j/clean/confident-learning.csv

Each row: label, probabilities of four classes, whether cleanlab takes the label for an issue
(confident learning), its self-confidence score. The first line has the thresholds, the last the
number of wrong labels by the calibrated confident joint.
"""
import numpy as np
from cleanlab.count import calibrate_confident_joint, compute_confident_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

random = np.random.default_rng(5)
count, classes = 200, 4
true = random.integers(0, classes, count)
logits = random.normal(size=(count, classes)) + 2.2 * np.eye(classes)[true]
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
probabilities = np.round(probabilities, 6)
labels = np.where(random.random(count) < .15, random.integers(0, classes, count), true)
issues = find_label_issues(labels, probabilities, filter_by="confident_learning")
scores = get_label_quality_scores(labels, probabilities, method="self_confidence")
joint = compute_confident_joint(labels, probabilities, calibrate=False)
calibrated = joint / joint.sum(1, keepdims=True) * np.bincount(labels)[:, None]
print(",".join(f"{t:.9f}" for t in get_confident_thresholds(labels, probabilities)))
for i in range(count):
    print(labels[i], *(f"{p:.6f}" for p in probabilities[i]), int(issues[i]), f"{scores[i]:.6f}", sep=",")
print(round(float(calibrated.sum() - np.trace(calibrated)), 3))
