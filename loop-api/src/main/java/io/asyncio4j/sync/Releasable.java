// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

/** What a {@link Held} gives back. */
interface Releasable {

    void release();
}
