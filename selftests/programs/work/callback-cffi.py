import sys
sys.path.append("/usr/lib/python3/dist-packages")
import _cffi_backend as b
integer = b.new_primitive_type("int")
function = b.new_function_type((integer,), integer)
call = b.callback(function, lambda x: x + 1)
print("callback returns", call(41))
