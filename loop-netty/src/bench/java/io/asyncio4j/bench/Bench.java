// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

/** What {@code mvn -q -Pbench -Dbench.args="..."} runs: all arguments go to JMH. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        org.openjdk.jmh.Main.main(args);
    }
}
