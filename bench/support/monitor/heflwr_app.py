"""Runs one of HeFlwr's monitors in a process that does nothing else: MODE FILE INTERVAL; ends with its standard input."""

import importlib.util
import json
import sys
import time
import types

# The package's root imports PyTorch, which the monitors do not use: it is passed over.
spec = importlib.util.find_spec("heflwr")
package = types.ModuleType("heflwr")
package.__path__ = spec.submodule_search_locations
sys.modules["heflwr"] = package

if __name__ == "__main__":
    mode, file, interval = sys.argv[1], sys.argv[2], float(sys.argv[3])
    monitors = importlib.import_module(f"heflwr.monitor.{mode}_monitor.file_monitor")
    monitor = monitors.FileMonitor(file=file, interval=interval)
    print(json.dumps({"started": time.time()}), flush=True)
    monitor.start()
    sys.stdin.readline()
    begin = time.perf_counter()
    monitor.stop()
    stop = time.perf_counter() - begin
    print(json.dumps({"stopSeconds": stop, "cpu": list(monitor.stats()["cpu_usage"])}), flush=True)
