"""The one error that a user sees: which key, what it got, what it takes."""


class SettingsError(ValueError):
    """A setting that is not what it takes.

    Parameters
    ----------
    key : str
        Dotted name of the setting.
    got : object
        What it got.
    takes : str
        What it takes.
    """

    def __init__(self, key: str, got: object, takes: str):
        super().__init__(f"{key}: got {got}, takes {takes}")
        self.key = key
        self.got = got
        self.takes = takes

    def __reduce__(self) -> tuple[type["SettingsError"], tuple[str, object, str]]:
        return SettingsError, (self.key, self.got, self.takes)
