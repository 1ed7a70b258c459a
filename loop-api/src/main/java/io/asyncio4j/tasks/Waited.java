// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import java.util.Set;

/**
 * What {@link Waiting#wait(Iterable)} found when it resumed: the {@code (done, pending)} of {@code asyncio.wait}.
 *
 * @param <F> the kind of future
 * @param done all that were done then, in the order in which they were given
 * @param pending the others, in the order in which they were given; nothing was cancelled
 */
public record Waited<F extends Future<?>>(Set<F> done, Set<F> pending) {}
