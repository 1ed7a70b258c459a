# SPDX-License-Identifier: Apache-2.0
"""Runs the TCK on CPython's own asyncio or on uvloop: starts a JVM in this process and JUnit in it."""

import argparse
import os
import sys
import threading

try:
    import jpype
except ImportError:
    sys.exit("bridge: %s has no JPype; install Debian's python3-jpype, or name a Python that has it in BRIDGE_PYTHON"
             % sys.executable)


# Where Debian has the Java half of JPype; wheels have it in themselves.
JPYPE = "/usr/share/java/org.jpype.jar"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="asyncio")
    parser.add_argument("--jvm", help="libjvm.so of a JDK 25")
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--report", help="folder of the report")
    parser.add_argument("--only", help="rules to run, as tck.only")
    parser.add_argument("-D", dest="properties", action="append", default=[], help="system property of the JVM")
    chosen = parser.parse_args()
    properties = ["-D" + each for each in chosen.properties]
    if chosen.report:
        properties.append("-Dtck.report=" + chosen.report)
    if chosen.only:
        properties.append("-Dtck.only=" + chosen.only)
    jpype.startJVM(
        chosen.jvm, "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xrs",
        "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", *properties,
        classpath=chosen.classpath.split(os.pathsep) + [JPYPE] * os.path.exists(JPYPE), convertStrings=False)
    import row
    row.prepare(chosen.loop)
    status = []
    done = threading.Event()

    def suite():
        try:
            status.append(int(jpype.JClass("io.asyncio4j.tck.bridge.PythonRow").run()))
        finally:
            done.set()

    from loops import runnable
    jpype.JClass("java.lang.Thread")(runnable(suite), "tck").start()
    row.serve(done)
    sys.stdout.flush()
    os._exit(status[0] if status else 3)  # what rules left behind is not torn down in order


if __name__ == "__main__":
    main()
