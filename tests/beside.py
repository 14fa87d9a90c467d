"""Run one of our networks beside torch's with the same weights."""

from copy import deepcopy

import torch


def flat(output):
    """The tensors of nested tuples, in order; what is none is left out."""
    if isinstance(output, torch.Tensor):
        return [output]
    if isinstance(output, tuple | list):
        return [tensor for part in output for tensor in flat(part)]
    return []


def weighed(outputs):
    """One number to which each output number adds, each with its weight."""
    return sum(
        (y * torch.linspace(0.2, 1, y.numel()).to(y).view_as(y)).sum()
        for y in outputs
    )


def learn(model, inputs, seed=0):
    """The outputs, and the gradients of all floating-point inputs."""
    inputs = deepcopy(inputs)
    leaves = [x for x in flat(inputs) if x.is_floating_point()]
    for leaf in leaves:
        leaf.requires_grad_()
    torch.manual_seed(seed)
    outputs = flat(model(*inputs))
    weighed(outputs).backward()
    return outputs, [leaf.grad for leaf in leaves]


def assert_same(ours, theirs, load, inputs):
    """Outputs to 1e-6, gradients of inputs and weights to 1e-5."""
    load(ours, theirs.state_dict())
    ours.zero_grad()
    theirs.zero_grad()
    y, dx = learn(ours, inputs)
    y_theirs, dx_theirs = learn(theirs, inputs)
    assert len(y) == len(y_theirs)
    for left, right in zip(y, y_theirs, strict=True):
        torch.testing.assert_close(left, right, rtol=0, atol=1e-6)
    for left, right in zip(dx, dx_theirs, strict=True):
        torch.testing.assert_close(left, right, rtol=0, atol=1e-5)
    wanted = deepcopy(ours)
    load(wanted, {n: p.grad for n, p in theirs.named_parameters()})
    for name, gradient in wanted.named_parameters():
        found = ours.get_parameter(name).grad
        torch.testing.assert_close(
            found, gradient.detach(), rtol=0, atol=1e-5, msg=name
        )
        # the key's bias shifts a row of scores, which softmax doesn't see
        assert found.any() or name.endswith("key.bias"), name
