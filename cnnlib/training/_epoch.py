"""One epoch: every example once, a step of the optimizer for each batch."""

import torch
from torch.nn.utils import get_total_norm
from tqdm import tqdm

from ._batch import augmented, loss_of
from ._finite import check_losses
from ._run import Run
from ._schedule import after_batch

LOOK_EVERY = 50  # steps between two looks at the loss: each one makes a GPU wait for Python


def train(run: Run, bar: tqdm) -> None:
    """Take one step for each batch; losses and norms go into the run's history."""
    weights = [weight for group in run.optimizer.param_groups for weight in group["params"]]
    losses, norms, finite = [], [], []  # on the device, not yet looked at
    batches = _shuffled(len(run.x)).to(run.x.device).split(run.batch_size)
    run.model.train()
    for step, rows in enumerate(batches, 1):
        x = run.x[rows]
        if run.augment:
            x = augmented(run.augment, x)
            finite.append(x.isfinite().all())
        loss = loss_of(run.model, x, run.y[rows])
        run.optimizer.zero_grad()
        loss.backward()
        if run.gradient_norm:
            norms.append(get_total_norm([w.grad for w in weights if w.grad is not None]))
        run.optimizer.step()
        after_batch(run.schedule)
        losses.append(loss.detach())
        if len(losses) == LOOK_EVERY or step == len(batches):
            run.history.loss += torch.stack(losses).tolist()
            run.history.gradient_norm += torch.stack(norms).tolist() if norms else []
            check_losses(run, finite)
            accuracy = "".join(f", accuracy {last:.2%}" for last in run.history.accuracy[-1:])
            bar.set_postfix_str(f"loss {run.history.loss[-1]:.3f}{accuracy}", refresh=False)
            bar.update(len(losses))
            losses, norms, finite = [], [], []


def _shuffled(n: int) -> torch.Tensor:
    """Draw the permutation that ``DataLoader(shuffle=True)`` draws from the same random state."""
    torch.empty((), dtype=torch.int64).random_()  # DataLoader draws a seed for workers first
    seed = int(torch.empty((), dtype=torch.int64).random_())
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))
