/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dist.h: known distributions, a thin cover over Boost.Math.  Arguments
 * outside of the domain give NAN.
 */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

double dist_normal_cdf(double x);
double dist_normal_quantile(double p);
/* Beta with both shapes above 0, on 0..1. */
double dist_beta_cdf(double a, double b, double x);
double dist_beta_quantile(double a, double b, double p);
/* The least count whose cumulated probability reaches p. */
double dist_poisson_quantile(double mean, double p);
/* Student's t. */
double dist_t_cdf(double degrees, double x);
double dist_t_quantile(double degrees, double p);

#ifdef __cplusplus
}
#endif
