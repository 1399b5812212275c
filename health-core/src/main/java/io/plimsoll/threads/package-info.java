/** Who uses the CPU: read for findings and for evidence alike. Not exported, since it is nobody's business but ours. */
@NullMarked
package io.plimsoll.threads;

import org.jspecify.annotations.NullMarked;
