"""The widgets on WebGPU: by the machine's GPU, else by Chromium's software."""

from serve import FLAGS

from bench.browse import visits
from bench.drive import WATCH, Driven

HAS_GPU = [
    *(flag for flag in FLAGS if flag != "--disable-gpu"),
    *("--enable-unsafe-webgpu", "--enable-features=Vulkan"),
]
ADAPTER = """async () => {
  const info = (await navigator.gpu?.requestAdapter())?.info;
  return info ? `${info.vendor} ${info.architecture}`.trim() : "";
}"""


def measure(where, size):
    """Widget → as `Driven.trials`; `where`: widget → its page."""
    found = {}
    with visits(flags=HAS_GPU) as visit:
        for name, path in where.items():
            with visit.page(path, WATCH) as page:
                adapter = page.evaluate(ADAPTER)
                if not adapter:
                    return {}
                driven = Driven(page, name)
                asked(driven)
                about = driven.trials(size.trials)
                found[name] = {"page": path, "adapter": adapter, **about}
    return found


def asked(driven):
    """Press a reader's button, once WebAssembly has answered."""
    driven.change(0)
    button = driven.figure.get_by_role("button", name="Use the GPU")
    button.click(timeout=60_000)
    driven.figure.locator("xpath=self::*[@data-engine='webgpu']").wait_for(
        timeout=60_000
    )
    driven.focus()
