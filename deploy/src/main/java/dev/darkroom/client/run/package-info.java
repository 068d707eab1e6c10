/**
 * A batch as a folder: a file of jobs goes to the farm, and what comes of them lands in a folder,
 * verified, over as many interruptions as there may be.
 *
 * <p>Knows the farm by its client only, and prints nothing: {@link
 * dev.darkroom.client.run.RunEvent} tells what happens.
 */
@NullMarked
package dev.darkroom.client.run;

import org.jspecify.annotations.NullMarked;
