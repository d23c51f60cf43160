"""What the README shows is taken from the examples, which other tests run."""

import re
import textwrap
import unittest

from support import ROOT

FOLDER = ROOT / "bindings/uniffi"


class Readme(unittest.TestCase):
    def test_its_code_is_that_of_the_examples(self) -> None:
        text = (FOLDER / "README.md").read_text()
        blocks = re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)
        self.assertEqual([language for language, _ in blocks], ["python", "kotlin"])
        for language, block in blocks:
            files = (FOLDER / language / "examples").iterdir()
            examples = [file.read_text() for file in files if file.is_file()]
            indented = textwrap.indent(block, "    ")
            self.assertTrue(any(indented in example for example in examples), language)
