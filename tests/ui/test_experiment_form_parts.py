"""The parts of the form that need no window: ranges, formulas, words, changes."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import DATASETS, FEATURES
from nnviz.experiment import FIELDS, decode, encode, plan_runs, with_value
from nnviz.experiment.carrying import carried_over
from nnviz.experiment.fields import UNITS
from nnviz.initializers import INITIALIZERS
from nnviz.losses import LOSSES
from nnviz.optimizers import OPTIMIZERS
from ui.examples import example, examples
from ui.experiment_form.catalogue import leaf_specs, section_specs
from ui.experiment_form.changes import with_override
from ui.experiment_form.differences import differences
from ui.experiment_form.formulas import formula_html, tooltip
from ui.experiment_form.paths import inside, normal, value_at
from ui.experiment_form.ranges import NULL, range_of
from ui.experiment_form.specs import NumberSpec
from ui.experiment_form.words import plain_sentence, stop_words

REGISTRIES = (ACTIVATIONS, LOSSES, OPTIMIZERS, INITIALIZERS, DATASETS, FEATURES)


@pytest.mark.parametrize(
    "entry", [entry for registry in REGISTRIES for entry in registry.values()], ids=lambda e: e.name
)
def test_every_formula_becomes_html(entry: Any) -> None:
    html = formula_html(entry.formula)
    assert html
    assert "\\" not in html
    assert "_" not in html.replace("<sub>", "")
    assert "^" not in html
    for tag in ("sub", "sup", "b"):
        assert html.count(f"<{tag}>") == html.count(f"</{tag}>")


@pytest.mark.parametrize(
    ("latex", "html"),
    [
        (r"\frac{1}{1 + e^{-z}}", "1/(1 + e<sup>−z</sup>)"),
        (r"\frac{1}{NK} \sum (y - t)^2", "1/(NK) Σ (y − t)<sup>2</sup>"),
        (r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}", "w ← w − η m̂/(√v̂ + ε)"),
        (r"\max(0, z)", "max(0, z)"),
        (r"z \text{ for } z > 0, \text{ else } \alpha z", "z for z &gt; 0, else α z"),
        (r"x_1 x_2", "x<sub>1</sub> x<sub>2</sub>"),
        (r"\unknown x", "unknown x"),
    ],
)
def test_formulas_read_well(latex: str, html: str) -> None:
    assert formula_html(latex) == html


def test_a_tooltip_escapes_its_sentence() -> None:
    assert tooltip("a < b") == "a < b"
    assert "a &lt; b" in tooltip("a < b", "x")


@given(st.sampled_from([*FIELDS.values(), UNITS]), st.floats(0.0, 1.0))
def test_sliders_stay_within_what_is_allowed(field: Any, fraction: float) -> None:
    numbers = range_of(field, percent=field.name.endswith(("fraction", "accuracy")))
    number = numbers.at(fraction)
    assert number == NULL or field.check(number) == number
    assert 0.0 <= numbers.fraction(number) <= 1.0
    assert numbers.read(numbers.text(number), field.label) == pytest.approx(number)
    for steps in (1, -1):
        after = numbers.stepped(number, steps)
        assert after == NULL or field.check(after) == after


def test_null_lies_behind_the_high_end() -> None:
    numbers = range_of(FIELDS["training.batch_size"])
    assert numbers.at(1.0) == NULL
    assert numbers.fraction(NULL) == 1.0
    assert numbers.stepped(128, 1) == 256
    assert numbers.stepped(128, 2) == NULL
    assert numbers.stepped(NULL, -1) == 256
    assert numbers.read(" All ", "Batch size") == NULL
    assert math.isinf(numbers.read("", "Batch size"))
    assert range_of(FIELDS["training.batch_size"], null=False).at(1.0) == 256


def test_an_excluded_maximum_is_refused_in_words() -> None:
    beta = next(number for number in OPTIMIZERS["adam"].hyperparameters if number.name == "beta1")
    numbers = range_of(beta)
    with pytest.raises(ValueError, match="Beta 1 is 1: allowed is 0 to below 1"):
        numbers.read("1", "Beta 1")
    assert numbers.stepped(0.99, 5) < 1.0


def test_paths() -> None:
    document = {"network": {"hidden": [{"units": 3}]}}
    assert normal("network.hidden.0.units") == "network.hidden[0].units"
    assert value_at(document, "network.hidden.0.units") == value_at(document, "network.hidden[0].units") == 3
    with pytest.raises(KeyError):
        value_at(document, "network.hidden[1].units")
    assert inside("network.hidden[0].units", "network.hidden")
    assert not inside("network.hidden_units", "network.hidden")


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"training.optimizer": {"name": "momentum", "learning_rate": 0.05}}, "optimizer: momentum 0.9"),
        ({"training.optimizer": {"name": "sgd", "learning_rate": 0.03}}, "rate: 0.03"),
        ({"training.optimizer": {"name": "momentum", "learning_rate": 0.3}}, "optimizer: momentum 0.9, rate 0.3"),
        ({"training.optimizer": {"name": "sgd", "learning_rate": 0.05}, "seed": 0}, ""),
        (
            {"training.optimizer": {"name": "momentum"}, "training.optimizer.learning_rate": 0.05},
            "optimizer: momentum 0.9",
        ),
        ({"network.hidden": [{"units": 16}, {"units": 16}]}, "units: 16"),
        ({"network.hidden": [{}, {"units": 8, "activation": "tanh"}]}, ""),
        ({"training.stop": {"epochs": 7}}, "epochs: 7"),
        ({"training.optimizer.learning_rate": 0.5}, "rate: 0.5"),
        ({"training.optimizer": "adam"}, "optimizer: Adam, rate 0.001"),
        ({"training.l2": 0.01, "training.batch_size": None}, "L2: 0.01; batch size: all"),
        ({"data.test_fraction": 0.5}, "test share: 50\u2009%"),
        ({"network.hidden": []}, "no hidden layer"),
        ({"network.hidden": [{"units": 4}, {"units": 2, "activation": "relu"}]}, "4 tanh, 2 relu"),
        ({"network.hidden": [{}] * 9}, "9 hidden layers"),
        ({"network.hidden[0].activation": "relu", "network.hidden.1.activation": "relu"}, "activation: relu"),
        ({"network.hidden[1].units": 3}, "Hidden 2 units: 3"),
        ({"network.initializer": "zeros", "data.scaling": "none"}, "initializer: Zeros; scaling: None"),
        ({"data.features": ["x1", "x1*x2"]}, "inputs: x₁ x₁x₂"),
        ({"data.name": {"name": "spirals", "arms": 3}}, "set: Spirals, arms 3"),
        ({"seed": 4}, "seed: 4"),
        ({"data.task": "classification"}, 'task: "classification"'),
        ({"training.stop.epochs": None}, "epochs: no limit"),
        ({}, ""),
    ],
)
def test_variants_in_words(overrides: dict[str, Any], words: str) -> None:
    experiment = decode(
        {
            "nnviz": 1,
            "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}},
            "variants": [{"name": "it", "set": overrides}],
        }
    )
    assert differences(experiment, experiment.variants[0], plan_runs(experiment)[1].experiment) == words


@pytest.mark.parametrize(
    ("stop", "words"),
    [
        ({}, "never"),
        ({"epochs": 1}, "1 epoch"),
        ({"steps": 12000}, "12,000 steps"),
        ({"train_loss": 0.01, "test_accuracy": 0.995}, "loss ≤ 0.01, accuracy ≥ 99.5\u2009%"),
    ],
)
def test_stop_conditions_in_words(stop: dict[str, Any], words: str) -> None:
    assert stop_words(encode(decode({"nnviz": 1, "training": {"stop": stop}}))) == words


def test_sentences_of_the_engine_take_the_words_of_the_form() -> None:
    labels = {"training.batch_size": "Batch size", "training.l1": "L1", "training": "Training"}
    sentence = "training.batch_size is 500: allowed is 1 to 400, see training.l1 and training.l1_ratio"
    assert plain_sentence(sentence, labels) == ("Batch size is 500: allowed is 1 to 400, see L1 and training.l1_ratio.")


@pytest.mark.parametrize("key", sorted(examples()))
def test_every_leaf_of_every_example_stands_in_its_document(key: str) -> None:
    experiment = example(key)
    document = encode(experiment)
    paths = [spec.path for spec in leaf_specs(experiment)]
    assert len(paths) == len(set(paths))
    for spec in leaf_specs(experiment):
        value = value_at(document, spec.path)
        if isinstance(spec, NumberSpec) and value is not None:
            assert spec.numbers.read(spec.numbers.text(value), spec.label) == pytest.approx(value)
    for section in ("data", "network", "training"):
        keys = [spec.key for spec in section_specs(section, experiment)]
        assert len(keys) == len(set(keys))


def test_hyperparameters_are_carried_over_where_they_mean_the_same() -> None:
    sgd = {"name": "sgd", "learning_rate": 0.2}
    assert carried_over(sgd, OPTIMIZERS, "momentum") == {"name": "momentum", "learning_rate": 0.2}
    assert carried_over(sgd, OPTIMIZERS, "adam") == "adam"
    assert carried_over({"name": "leaky_relu", "alpha": 0.5}, ACTIVATIONS, "elu") == "elu"
    assert carried_over(sgd, OPTIMIZERS, "sgd") is sgd
    assert carried_over("mse", LOSSES, "auto") == "auto"


def test_an_override_takes_along_what_its_change_needs() -> None:
    experiment = decode({"nnviz": 1, "variants": [{"name": "it", "set": {"data.name": "xor"}}]})
    run = plan_runs(experiment)[1].experiment
    changed = with_override(experiment, 0, with_value(with_value(run, "data.name", "moons"), "data.noise", 0.5))
    assert changed.variants[0].set == {"data.name": "moons", "data.noise": 0.5}
    assert plan_runs(changed)[0] == plan_runs(experiment)[0]
