"""The LSTM chapter's page, and how a text is put into its widget."""

TANG = "Tang 唐詩"
# how many characters each request to the engine brings
COUNTED = """
  window.asked = [];
  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    if (message?.inputs) asked.push(message.inputs.symbols.length);
    return send.call(this, message, ...more);
  };
  null; // else the function would be called
"""


def field(gates):
    return gates.locator("textarea:visible")


def reads(page, gates, drawn, text):
    """The reader puts this text in, and it is read."""
    drawn(page, "gates", lambda: field(gates).fill(text))
