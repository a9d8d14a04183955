"""An object that keeps a bound method of its own."""


class Button:
    def __init__(self):
        self.on_click = self.clicked

    def clicked(self):
        pass


def main():
    Button()


# ring: instance Button:13, method Button.clicked:6
