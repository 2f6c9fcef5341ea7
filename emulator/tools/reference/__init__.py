"""What the manual says and the code knows, written from the code: ``make reference``.

A page marks a region; a function of a module beside this one writes what stands in it:

    <!-- generated: operations -->
    <!-- /generated: operations -->

Each module has one theme, and is found by being here. Which functions write regions, they say
themselves, by ``@region``.
"""
