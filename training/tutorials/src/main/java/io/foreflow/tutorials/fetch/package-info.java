/** Which real data sets there are, and how they come onto this machine: downloaded, checked, derived. */
@NullMarked
package io.foreflow.tutorials.fetch;

import org.jspecify.annotations.NullMarked;
