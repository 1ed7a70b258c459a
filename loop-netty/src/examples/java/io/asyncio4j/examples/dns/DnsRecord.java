// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.dns;

/**
 * A line of an answer.
 *
 * @param name whose
 * @param type such as {@code A}; of those that are not in {@link DnsType} {@code TYPE} and the number
 * @param ttlSeconds how long it may be kept
 * @param data as in zone files
 */
public record DnsRecord(String name, String type, long ttlSeconds, String data) {

    @Override
    public String toString() {
        return name + " " + ttlSeconds + " IN " + type + " " + data;
    }
}
