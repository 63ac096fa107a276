"""The table of optimizers."""

from __future__ import annotations

from nnviz.optimizers.descent import momentum, momentum_ema, nesterov, sgd
from nnviz.optimizers.moments import adam, adamw, nadam
from nnviz.optimizers.optimizer import Optimizer
from nnviz.optimizers.squares import adadelta, adagrad, rmsprop
from nnviz.registry import Hyperparameter, Registry


def _learning_rate(default: float) -> Hyperparameter:
    return Hyperparameter(
        name="learning_rate",
        label="Learning rate",
        default=default,
        minimum=0.0,
        minimum_excluded=True,
        maximum=1e6,
        slider=(1e-5, 10.0),
        scale="log",
        tooltip="How far each step goes: too small is slow, too large overshoots and may diverge.",
    )


def _decay(name: str, label: str, default: float, tooltip: str) -> Hyperparameter:
    return Hyperparameter(
        name=name,
        label=label,
        default=default,
        minimum=0.0,
        maximum=1.0,
        maximum_excluded=True,
        slider=(0.0, 0.999),
        tooltip=tooltip,
    )


def _epsilon(default: float) -> Hyperparameter:
    return Hyperparameter(
        name="epsilon",
        label="Epsilon",
        default=default,
        minimum=0.0,
        minimum_excluded=True,
        maximum=1.0,
        slider=(1e-10, 1e-2),
        scale="log",
        tooltip="Keeps the division finite where the gradient is 0.",
    )


_MOMENTUM = _decay("momentum", "Momentum", 0.9, "Share of the velocity that is kept from step to step.")
_RHO = _decay("rho", "Rho", 0.9, "Memory of the mean squared gradient: nearer to 1 looks further back.")
_MOMENTS = (
    _decay("beta1", "Beta 1", 0.9, "Memory of the mean gradient."),
    _decay("beta2", "Beta 2", 0.999, "Memory of the mean squared gradient."),
    _epsilon(1e-8),
)

OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer",
    Optimizer(
        name="sgd",
        label="SGD",
        formula=r"w \leftarrow w - \eta g",
        sentence="Walks straight down the gradient of the batch.",
        source="Robbins and Monro 1951",
        hyperparameters=(_learning_rate(0.03),),
        update=sgd,
        stable_rate=lambda: 2.0,
    ),
    Optimizer(
        name="momentum",
        label="Momentum",
        formula=r"v \leftarrow \beta v + \eta g, \quad w \leftarrow w - v",
        sentence="Keeps a velocity, so that steps in a steady direction add up and zigzags cancel.",
        source="Polyak 1964",
        hyperparameters=(_learning_rate(0.03), _MOMENTUM),
        memory=("velocity",),
        update=momentum,
        stable_rate=lambda momentum: 2.0 * (1.0 + momentum),
    ),
    Optimizer(
        name="momentum_ema",
        label="Momentum (mean)",
        formula=r"v \leftarrow \beta v + (1 - \beta) g, \quad w \leftarrow w - \eta v",
        sentence="Walks down the running mean of the gradients: as long a step as SGD's, with less noise.",
        source="Polyak 1964, as an exponential moving average",
        hyperparameters=(
            _learning_rate(0.03),
            _decay("momentum", "Momentum", 0.9, "Memory of the mean gradient: nearer to 1 is smoother and slower."),
        ),
        memory=("mean gradient",),
        update=momentum_ema,
        stable_rate=lambda momentum: 2.0 * (1.0 + momentum) / (1.0 - momentum),
    ),
    Optimizer(
        name="nesterov",
        label="Nesterov",
        formula=r"v \leftarrow \beta v + \eta g, \quad w \leftarrow w - (\beta v + \eta g)",
        sentence="Momentum that takes its next move into account, and so brakes earlier.",
        source="Nesterov 1983; in this form Sutskever et al. 2013",
        hyperparameters=(_learning_rate(0.03), _MOMENTUM),
        memory=("velocity",),
        update=nesterov,
        stable_rate=lambda momentum: 2.0 * (1.0 + momentum) / (1.0 + 2.0 * momentum),
    ),
    Optimizer(
        name="adagrad",
        label="Adagrad",
        formula=r"s \leftarrow s + g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt s + \epsilon}",
        sentence="Shortens every parameter's step by all gradients it has had: steps only ever get smaller.",
        source="Duchi, Hazan and Singer 2011",
        hyperparameters=(_learning_rate(0.01), _epsilon(1e-10)),
        memory=("sum of squared gradients",),
        update=adagrad,
    ),
    Optimizer(
        name="rmsprop",
        label="RMSprop",
        formula=r"s \leftarrow \rho s + (1 - \rho) g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt s + \epsilon}",
        sentence="Adagrad that forgets: only recent gradients shorten a parameter's step.",
        source="Tieleman and Hinton 2012",
        hyperparameters=(_learning_rate(0.001), _RHO, _epsilon(1e-8)),
        memory=("mean squared gradient",),
        update=rmsprop,
    ),
    Optimizer(
        name="adadelta",
        label="Adadelta",
        formula=(
            r"s \leftarrow \rho s + (1 - \rho) g^2, \quad d = g \frac{\sqrt{u + \epsilon}}{\sqrt{s + \epsilon}}, "
            r"\quad u \leftarrow \rho u + (1 - \rho) d^2, \quad w \leftarrow w - \eta d"
        ),
        sentence="Makes each step about as long as recent ones, so that a learning rate of 1 is the natural one.",
        source="Zeiler 2012",
        hyperparameters=(_learning_rate(1.0), _RHO, _epsilon(1e-6)),
        memory=("mean squared gradient", "mean squared step"),
        update=adadelta,
    ),
    Optimizer(
        name="adam",
        label="Adam",
        formula=r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}",
        sentence="Scales every parameter's step by the recent size of its own gradient.",
        source="Kingma and Ba 2015",
        hyperparameters=(_learning_rate(0.001), *_MOMENTS),
        memory=("mean gradient", "mean squared gradient"),
        update=adam,
    ),
    Optimizer(
        name="adamw",
        label="AdamW",
        formula=r"w \leftarrow w - \eta \lambda w, \quad w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}",
        sentence="Adam that also shrinks all parameters a little at each step, apart from the gradient.",
        source="Loshchilov and Hutter 2019",
        hyperparameters=(
            _learning_rate(0.001),
            *_MOMENTS,
            Hyperparameter(
                name="weight_decay",
                label="Weight decay",
                default=0.01,
                minimum=0.0,
                maximum=1e3,
                slider=(0.0, 1.0),
                tooltip="Every step takes this share, times the learning rate, off all weights and biases.",
            ),
        ),
        memory=("mean gradient", "mean squared gradient"),
        update=adamw,
    ),
    Optimizer(
        name="nadam",
        label="Nadam",
        formula=(
            r"w \leftarrow w - \frac{\eta}{\sqrt{\hat v} + \epsilon} "
            r"\left( \frac{1 - \mu_t}{1 - M_t} g + \frac{\mu_{t+1}}{1 - M_{t+1}} m \right), "
            r"\quad M_t = \prod_{i \le t} \mu_i"
        ),
        sentence="Adam with Nesterov's look ahead.",
        source="Dozat 2016",
        hyperparameters=(
            _learning_rate(0.001),
            *_MOMENTS,
            Hyperparameter(
                name="momentum_decay",
                label="Momentum decay",
                default=0.004,
                minimum=0.0,
                maximum=1.0,
                slider=(1e-4, 1.0),
                scale="log",
                tooltip="How fast the look ahead grows from half of beta 1 to all of it: 0 keeps it at half.",
            ),
        ),
        memory=("mean gradient", "mean squared gradient"),
        update=nadam,
    ),
)
