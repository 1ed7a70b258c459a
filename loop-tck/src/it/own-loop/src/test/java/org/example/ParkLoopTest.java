// SPDX-License-Identifier: Apache-2.0
package org.example;

import io.asyncio4j.tck.LoopTck;

/** All rules, on the loops that META-INF/services names. */
class ParkLoopTest extends LoopTck {}
