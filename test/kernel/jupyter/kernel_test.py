"""The kernel under jupyter_kernel_test, Jupyter's own check of a kernel, with no sub-test left out.

Run by run.mjs with either release. Exit code 0 only if 12 tests ran, none failed and none was skipped: a sample that is
missing here would skip its test silently. (`IopubWelcomeTests` of the newer release is about an optional message that
no kernel with a plain PUB socket sends; it is not one of the twelve.)
"""

import sys
import unittest

import jupyter_kernel_test


class TapelabKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tapelab"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world");'
    code_stderr = 'console.error("oops");'
    code_page_something = "Math.sqrt?"
    code_generate_error = 'throw new TypeError("on purpose");'
    code_clear_output = "clearOutput();"
    code_inspect_sample = "Math.sqrt"

    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": '"tape" + "lab"', "result": "'tapelab'"},
        {"code": "[1, 2, 3].map((n) => n * n)", "result": "[ 1, 4, 9 ]"},
        {"code": "({ a: 1n, b: [NaN, -0] })", "result": "{ a: 1n, b: [ NaN, -0 ] }"},
        {"code": "new Map([[1, new Date(0)]])", "result": "Map(1) { 1 => 1970-01-01T00:00:00.000Z }"},
        {"code": "await Promise.resolve(42)", "result": "42"},
        {"code": "const wide: number = 6; wide * 7", "result": "42"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")

    code_display_data = [
        {"code": 'display("shown")', "mime": "text/plain"},
        {
            "code": 'display({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>b</b>" }) })',
            "mime": "text/html",
        },
    ]

    completion_samples = [
        {"text": "Math.hyp", "matches": {"hypot"}},
        {"text": "%tape sta", "matches": {"stage", "start", "status"}},
        {"text": "%lsm", "matches": {"%lsmagic"}},
        {"text": "Number.isSafe", "matches": {"isSafeInteger"}},
    ]

    complete_code_samples = [
        "1 + 1",
        'console.log("hello, world");',
        "function f(x: number): number {\n  return x * 2;\n}",
        "for (const a of [1]) { console.log(a); }",
        "type T = { a: string };",
        "%tape status",
        "const a = `x ${1 + 1} y`;",
        "",
    ]
    incomplete_code_samples = [
        "function f(x: number) {",
        "const a = `unterminated",
        "/* comment",
        "[1, 2,",
        "if (true) {\n  console.log(1);",
        "%%tape capture step\nconst x = 1;",
    ]
    invalid_code_samples = ["let = ;", "const a = 1 2 3;", "} else {"]


def main() -> int:
    print(f"jupyter_kernel_test {jupyter_kernel_test.__version__}", flush=True)
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TapelabKernelTests)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    bad = len({str(getattr(test, "test_case", test)) for test, _ in result.failures + result.errors})
    skipped = len(result.skipped)
    passed = max(0, result.testsRun - bad - skipped)
    print(f"jupyter_kernel_test {jupyter_kernel_test.__version__}: {passed} of {result.testsRun} passed, {skipped} skipped")
    return 0 if passed == result.testsRun == 12 else 1


if __name__ == "__main__":
    sys.exit(main())
