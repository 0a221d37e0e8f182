"""Watches everything a browser does, and notes what a well-made product does not do."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

_EXPECTED_STATUS_SENTENCE = "Failed to load resource: the server responded with a status of "


class Watch:
    """Notes requests to other hosts, errors in the console, scripts that broke, and answers nobody expected."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = urlsplit(address).netloc
        self.faults: list[str] = []
        self.expected: set[int] = set()
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._broken)

    def expect(self, *statuses: int) -> None:
        """From now on answers below 500 with these statuses are part of the journey."""
        self.expected |= {status for status in statuses if status < 500}

    def report(self) -> None:
        """Fail with everything that was noted."""
        found, self.faults = list(dict.fromkeys(self.faults)), []
        assert not found, "The browser saw what it should not have seen:\n" + "\n".join(found)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.address:
            self.faults.append(f"A request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        status = response.status
        if status >= 400 and status not in self.expected:
            path = urlsplit(response.url).path
            self.faults.append(f"{response.request.method} {path} was answered with {status}.")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or message.text.startswith(_EXPECTED_STATUS_SENTENCE):
            return  # a bad status is noted from the answer itself, which says what was asked
        self.faults.append(f"In the console of {message.page and message.page.url}: {message.text}")

    def _broken(self, error: WebError) -> None:
        self.faults.append(f"A script broke on {error.page and error.page.url}: {error.error}")
