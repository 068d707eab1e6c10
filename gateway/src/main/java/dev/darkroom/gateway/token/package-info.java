/**
 * Tokens of an identity provider (OpenID Connect, RFC 7519 and 9068): whom its signature vouches
 * for, and what that means here. Keys are fetched from the one configured address alone; nothing
 * that stands in a token says where anything is fetched.
 */
@NullMarked
package dev.darkroom.gateway.token;

import org.jspecify.annotations.NullMarked;
