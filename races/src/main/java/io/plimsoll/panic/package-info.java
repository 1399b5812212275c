/** jcstress tests of the buttons, in their own package so that they see what timers do. */
package io.plimsoll.panic;
