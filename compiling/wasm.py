"""How does the compiled kernel become one file for every machine? Numba's LLVM text, turned to WebAssembly and linked.

Numba writes the text for the processor at hand, without optimising anything. It is given another target, everything in
it but the door is made private, the helpers that it calls are added, and then it is optimised once, as a whole. What a
WebAssembly machine lacks (a Python to raise exceptions in) becomes a trap. The same text, and so the same bytes, comes
of the same sources with the same versions of Numba, llvmlite and linker: hence a process of its own, of which the
environment is settled.
"""
# mypy: disable-error-code="no-untyped-call"
# llvmlite has no types.

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
HELPERS = Path(__file__).parent / "helpers.ll"
TRIPLE = "wasm32-unknown-unknown"
LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
FEATURES = "+bulk-memory,+mutable-globals,+nontrapping-fptoint,+sign-ext"  # what every browser has had since 2021
STACK = 1 << 16  # bytes, of which an eighth is enough (tests/contract); an overflow traps, as the stack lies lowest
MOST_MEMORY = (1 << 32) - (1 << 16)
DOOR = "work_through"
SETTLED = {
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_OPT": "0",  # optimised later, for the other target
    "PYTHONHASHSEED": "0",
}
FRAME = f"""
target triple = "{TRIPLE}"
target datalayout = "{LAYOUT}"
"""
# The door as others see it: no Python stands behind it, so an exception can only stop everything.
WRAPPER = """
declare i32 @{compiled}(ptr, ptr, i64)
declare void @llvm.trap()
define void @{door}(i32 %block) {{
  %result = alloca ptr
  %exception = alloca ptr
  %address = zext i32 %block to i64
  %status = call i32 @{compiled}(ptr %result, ptr %exception, i64 %address)
  %is_fine = icmp eq i32 %status, 0
  br i1 %is_fine, label %fine, label %raised
fine:
  ret void
raised:
  call void @llvm.trap()
  unreachable
}}
"""


def module(door: str = "compiling.door:through") -> bytes:
    """The WebAssembly module of a door (`package.module:function`), made in a process of its own."""
    return linked(object_of(*text_of(door)))


def text_of(door: str) -> tuple[str, str]:
    """A door's LLVM text, as Numba writes it in a settled process, and its name there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")} | SETTLED
    command = [sys.executable, "-m", "compiling.wasm", door]
    written = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, text=True).stdout
    name, _, text = written.partition("\n")
    return text, name


def object_of(text: str, compiled: str, helpers: str | None = None) -> bytes:
    """An object file for WebAssembly, of Numba's text and the name of the compiled door in it."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(TRIPLE).create_target_machine(
        cpu="generic", features=FEATURES, opt=3, reloc="static", codemodel="default"
    )
    whole = llvm.parse_assembly(retargeted(text))
    for more in (helpers or HELPERS.read_text(encoding="utf-8"), WRAPPER.format(compiled=f'"{compiled}"', door=DOOR)):
        whole.link_in(llvm.parse_assembly(FRAME + more))
    for function in whole.functions:
        if not function.is_declaration and function.name != DOOR:
            function.linkage = "internal"
    whole.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    # Loops here are short, over periods or activities, and ten rounds of Philox: they are faster where code is small.
    options.loop_unrolling = options.loop_vectorization = options.slp_vectorization = False
    builder = llvm.create_pass_builder(target, options)
    builder.getModulePassManager().run(whole, builder)
    made: bytes = target.emit_object(whole)
    return made


def retargeted(text: str) -> str:
    """LLVM text of this processor, for WebAssembly. Common symbols, which it does not know, become private."""
    text = re.sub(r'^target triple = ".*"$', f'target triple = "{TRIPLE}"', text, flags=re.MULTILINE)
    text = re.sub(r'^target datalayout = ".*"$', f'target datalayout = "{LAYOUT}"', text, flags=re.MULTILINE)
    text = re.sub(r'"target-(cpu|features)"="[^"]*"', "", text)
    return text.replace("= common global", "= internal global")


def linked(content: bytes) -> bytes:
    """The module that `wasm-ld` makes of an object file: it brings nothing and needs nothing."""
    with TemporaryDirectory() as folder:
        made, given = Path(folder) / "kernel.wasm", Path(folder) / "kernel.o"
        given.write_bytes(content)
        options = [
            *("--no-entry", f"--export={DOOR}", "--export=__heap_base", "--strip-all", "--stack-first"),
            *("-z", f"stack-size={STACK}", f"--max-memory={MOST_MEMORY}"),
        ]
        command = [sys.executable, "-m", "ziglang", "wasm-ld", *options, "-o", str(made), str(given)]
        subprocess.run(command, check=True)
        return made.read_bytes()


def _write_text(door: str) -> None:
    from importlib import import_module

    from compiling import rooms

    home, _, name = door.partition(":")
    text, compiled = rooms.text_of(getattr(import_module(home), name))
    sys.stdout.write(f"{compiled}\n{text}")


if __name__ == "__main__":
    _write_text(sys.argv[1])
