/**
 * Looks whether this machine can run a farm, and says what to do where it cannot. Changes nothing.
 */
@NullMarked
package dev.darkroom.deploy.doctor;

import org.jspecify.annotations.NullMarked;
