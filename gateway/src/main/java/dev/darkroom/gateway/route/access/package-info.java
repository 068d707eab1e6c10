/**
 * The routes of keys, tenants, quotas and the audit log. Who somebody is, is known before they are
 * asked.
 */
@NullMarked
package dev.darkroom.gateway.route.access;

import org.jspecify.annotations.NullMarked;
