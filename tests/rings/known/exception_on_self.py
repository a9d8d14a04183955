"""An exception that is kept by the object whose method it passed through."""


class Task:
    def run(self):
        try:
            self.work()
        except ZeroDivisionError as error:
            self.error = error

    def work(self):
        return 1 / 0


def main():
    Task().run()


# ring: exception ZeroDivisionError:12, frame Task.run:5, frame Task.work:11, instance Task:16, traceback Task.run:7, traceback Task.work:12
