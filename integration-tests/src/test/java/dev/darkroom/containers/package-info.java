/** The adapters' contracts on servers in containers, where a Docker engine answers. */
@NullMarked
package dev.darkroom.containers;

import org.jspecify.annotations.NullMarked;
