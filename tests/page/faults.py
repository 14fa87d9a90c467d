"""Faults of a page: how one is caused, what must then be said."""

import re

from pad import figure_of, maps, states_until, stroke

ENGINE = "ort-wasm.gz.bin"
KEPT = "What you see is the stored result for the first input; yours is kept."


def recovers(page, drawn):
    """'Try again' draws what the reader had drawn before the fault."""
    failed = maps(page)
    again = figure_of(page).get_by_role("button", name="Try again")
    assert drawn(page, "draw-digit", again.click)["engine"] == "wasm"
    now = maps(page)
    assert now[0] == failed[0], "the reader's ink is where it was"
    assert now[1:] != failed[1:], "and the network has read it"
    assert figure_of(page).get_attribute("data-state") == "live"


def fails(page, act=None):
    """The sentence after a stroke that meets a fault; the stored maps stay."""
    before = maps(page)
    said = states_until(page, "failed", act or (lambda: stroke(page)))
    after = maps(page)
    assert after[0] != before[0] and after[1:] == before[1:]
    assert figure_of(page).get_attribute("data-engine") == "stored"
    assert KEPT in said and said.count("Try again") == 1
    first = said.split(KEPT)[0].strip()
    assert re.fullmatch(r"[A-Z][^{}<>]{10,120}[.?]", first), first
    return first


def changed(page, file, change):
    """Serve `file` with its text passed through `change`."""

    def serve(route):
        reply = route.fetch()
        route.fulfill(response=reply, body=change(reply.body()))

    page.route(f"**/{file}", serve)


def kill(page):
    """The worker ends, as it does when a browser is short of memory."""
    page.workers[-1].evaluate("self.close()")


LSTM = "chapters/lstm.html"
MOUNT = re.compile(r'<div class="livenets-mount">.*?</script></div>', re.S)
