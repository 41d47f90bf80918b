"""Says what libmodulemd makes of files of modules: one JSON object a file.

Usage: /usr/bin/python3 read-modules.py FILE...
"""

import ctypes
import json
import sys

library = ctypes.CDLL("libmodulemd.so.2")
pointer = ctypes.c_void_p


class Array(ctypes.Structure):
    """GPtrArray of glib."""

    _fields_ = [("items", ctypes.POINTER(pointer)), ("length", ctypes.c_uint)]


class Error(ctypes.Structure):
    """GError of glib."""

    _fields_ = [("domain", ctypes.c_uint32), ("code", ctypes.c_int), ("message", ctypes.c_char_p)]


def function(name, result, *arguments):
    found = getattr(library, "modulemd_" + name)
    found.restype = result
    found.argtypes = arguments
    return found


new_index = function("module_index_new", pointer)
update = function(
    "module_index_update_from_file",
    ctypes.c_int,
    pointer,
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.POINTER(ctypes.POINTER(Array)),
    ctypes.POINTER(ctypes.POINTER(Error)),
)
names_of = function("module_index_get_module_names_as_strv", ctypes.POINTER(ctypes.c_char_p), pointer)
get_module = function("module_index_get_module", pointer, pointer, ctypes.c_char_p)
streams_of = function("module_get_all_streams", ctypes.POINTER(Array), pointer)
nsvca = function("module_stream_get_NSVCA_as_string", ctypes.c_char_p, pointer)
defaults_of = function("module_get_defaults", pointer, pointer)
obsoletes_of = function("module_get_obsoletes", ctypes.POINTER(Array), pointer)
error_of = function("subdocument_info_get_gerror", ctypes.POINTER(Error), pointer)


def items(array):
    return [array.contents.items[i] for i in range(array.contents.length)] if array else []


for path in sys.argv[1:]:
    index = new_index()
    failures = ctypes.POINTER(Array)()
    error = ctypes.POINTER(Error)()
    update(index, path.encode(), 0, ctypes.byref(failures), ctypes.byref(error))
    names = []
    found = names_of(index)
    while found[len(names)]:
        names.append(found[len(names)].decode())
    modules = [(name, get_module(index, name.encode())) for name in names]
    print(
        json.dumps(
            {
                "streams": sorted(nsvca(stream).decode() for _, module in modules for stream in items(streams_of(module))),
                "defaults": sorted(name for name, module in modules if defaults_of(module)),
                "obsoletes": sum(len(items(obsoletes_of(module))) for _, module in modules),
                "failures": [error_of(failure).contents.message.decode() for failure in items(failures)],
            }
        )
    )
