"""A class is a ring by itself, and takes what it holds along."""


def main():
    class Local:
        pass

    class Registry:
        instances = []

    Registry.instances.append(Registry())
    Local()


# ring: class main.<locals>.Local:5
# ring: class main.<locals>.Registry:8, instance main.<locals>.Registry:11, list:9
