// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/**
 * A port: a number, or the name of a service that the resolver knows (asyncio: the argument {@code port}, int or str).
 * Any thread: a value.
 *
 * @param number the number; 0 for any free port, and for a service
 * @param service the name of the service, or null
 */
public record Port(int number, @Nullable String service) {

    private static final int HIGHEST = 65535;

    /**
     * Makes the value; the static methods are shorter.
     *
     * @throws IllegalArgumentException when the number is out of range, or both a number and a service are given
     */
    public Port {
        if (number < 0 || number > HIGHEST) {
            throw new IllegalArgumentException("port: " + number + " is not a port; give 0 to " + HIGHEST);
        }
        if (service != null && (number != 0 || service.isEmpty())) {
            throw new IllegalArgumentException(
                    "port: number " + number + " with service \"" + service + "\"; give either a number or a name");
        }
    }

    /**
     * A port by number.
     *
     * @param number 0 to 65535
     * @return the port
     * @throws IllegalArgumentException when the number is out of range
     */
    public static Port of(int number) {
        return new Port(number, null);
    }

    /**
     * A port by the name of its service; the resolver finds the number. A name of digits is that number.
     *
     * @param service the name, such as {@code "http"}
     * @return the port
     * @throws IllegalArgumentException when the name is empty, or is a number out of range
     */
    public static Port of(String service) {
        return service.matches("[0-9]{1,9}") ? of(Integer.parseInt(service)) : new Port(0, service);
    }

    /** The number or the name. */
    @Override
    public String toString() {
        return service != null ? service : Integer.toString(number);
    }
}
