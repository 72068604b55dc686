# %% generalising-step-check
# Numbers of your own, drawn from your student id, held against torch's StepLR:
from cnnlib.teaching.seeding import numbers

every, factor = numbers("generalising-step").integers(2, 6, size=2).tolist()
optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=8.0)
schedule = torch.optim.lr_scheduler.StepLR(optimizer, every, 1 / factor)
for epoch in range(12):
    rate = optimizer.param_groups[0]["lr"]
    check(rate_at, [epoch, 8.0, every, 1 / factor], rate, hint="divide and round down")
    optimizer.step()
    schedule.step()

# %% generalising-norm-check
# Maps of your own, held against torch:
own = numbers("generalising-norm").standard_normal((2, 3, 4, 4))
expected = F.layer_norm(torch.tensor(own), (3, 4, 4), eps=0).numpy()
check(layer_norm, [own], expected, hint="the mean is taken over the axes 1, 2 and 3")

# %% generalising-leak-check
# Lists of your own, looked through one by one:
own = numbers("generalising-leak").integers(0, 30, size=40).tolist()
count = sum(picture in own[:25] for picture in own[25:])
check(leaked, [own[:25], own[25:]], count, hint="count the test pictures, not the originals")
