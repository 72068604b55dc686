# %% pooling-shape-check
# Numbers of your own, drawn from your student id:
from cnnlib.teaching.seeding import numbers

low = [1, 7, 7, 1, 1]
for c, h, w, k, s in (
    numbers("pooling-shape").integers(low, [9, 30, 30, 8, 5], size=(5, 5)).tolist()
):
    shape = max_pool2d(np.zeros((c, h, w)), k, stride=s).shape
    check(pooled, [(c, h, w), k, s], shape, hint="channels stay; round down, then + 1")

# %% pooling-min-check
# An input of your own:
own = numbers("pooling-min").integers(-99, 100, size=(3, 4, 8))
check(min_pool, [own, 2], pool_loops(own, 2, 2, np.min), hint=hint)
check(min_pool, [own, 4], pool_loops(own, 4, 4, np.min), hint=hint)
