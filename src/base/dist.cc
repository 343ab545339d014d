/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dist.cc: distributions of Boost.Math behind functions of C.  The one file in
 * C++; no exception leaves it, because none is thrown: a fault is NAN.
 */
#include "base/dist.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace {

namespace bm = boost::math;
namespace bp = boost::math::policies;

typedef bp::policy<bp::domain_error<bp::ignore_error>,
                   bp::pole_error<bp::ignore_error>,
                   bp::overflow_error<bp::ignore_error>,
                   bp::underflow_error<bp::ignore_error>,
                   bp::denorm_error<bp::ignore_error>,
                   bp::evaluation_error<bp::ignore_error>,
                   bp::rounding_error<bp::ignore_error>,
                   bp::indeterminate_result_error<bp::ignore_error>,
                   bp::discrete_quantile<bp::integer_round_up>,
                   bp::promote_double<false>>
    quiet;

typedef bm::normal_distribution<double, quiet> normal;
typedef bm::beta_distribution<double, quiet> beta;
typedef bm::poisson_distribution<double, quiet> poisson;
typedef bm::students_t_distribution<double, quiet> student;

} // namespace

double dist_normal_cdf(double x)
{
    return bm::cdf(normal(0, 1), x);
}

double dist_normal_quantile(double p)
{
    return bm::quantile(normal(0, 1), p);
}

double dist_beta_cdf(double a, double b, double x)
{
    return bm::cdf(beta(a, b), x);
}

double dist_beta_quantile(double a, double b, double p)
{
    return bm::quantile(beta(a, b), p);
}

double dist_poisson_quantile(double mean, double p)
{
    return bm::quantile(poisson(mean), p);
}

double dist_t_cdf(double degrees, double x)
{
    return bm::cdf(student(degrees), x);
}

double dist_t_quantile(double degrees, double p)
{
    return bm::quantile(student(degrees), p);
}
