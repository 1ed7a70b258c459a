// SPDX-License-Identifier: Apache-2.0
/** FD: addReader, addWriter and their opposites. */
@NullMarked
package io.asyncio4j.tck.rules.fd;

import org.jspecify.annotations.NullMarked;
