// SPDX-License-Identifier: Apache-2.0
/** What rules about connections need besides: raw peers, recording protocols, scripted host names, and a rig that holds them. */
@NullMarked
package io.asyncio4j.tck.harness.net;

import org.jspecify.annotations.NullMarked;
