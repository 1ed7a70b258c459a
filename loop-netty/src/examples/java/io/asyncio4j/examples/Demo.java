// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

/** The demo that {@code mvn -q -Pdemo} runs. {@code -Ddemo.serve=PORT} (empty when not given) keeps its server up. */
public final class Demo {
    private Demo() {}

    public static void main(String[] args) {
        System.out.println("The demo comes with the TCP transports. Java " + Runtime.version());
    }
}
