"""Pages and endpoints of accounts, posts, grants, the security log and one's own account."""

from django.urls import path

from pingan.console.api.auth import TokenView
from pingan.console.pages import accounts, audit, me, posts

page_patterns = [
    path("accounts/", accounts.AccountList.as_view(), name="account_list"),
    path("accounts/new/", accounts.AccountOpen.as_view(), name="account_new"),
    path("accounts/<int:pk>/", accounts.AccountDetail.as_view(), name="account_detail"),
    path("accounts/<int:pk>/<slug:verb>/", accounts.AccountAct.as_view(), name="account_act"),
    path("posts/", posts.PeopleList.as_view(), name="people_list"),
    path("posts/<int:pk>/", posts.PersonPosts.as_view(), name="person_posts"),
    path(
        "posts/<int:pk>/second-factor/remove/",
        posts.SecondFactorRemove.as_view(),
        name="second_factor_remove",
    ),
    path("posts/end/<int:pk>/", posts.PostEnd.as_view(), name="post_end"),
    path("grants/", posts.GrantList.as_view(), name="grant_list"),
    path("grants/<int:pk>/revoke/", posts.GrantRevoke.as_view(), name="grant_revoke"),
    path("audit/", audit.AuditLog.as_view(), name="audit_log"),
    path("audit/<int:pk>/", audit.AuditDetail.as_view(), name="audit_entry"),
    path("me/", me.MyAccount.as_view(), name="my_account"),
    path("me/post/", me.SwitchPost.as_view(), name="switch_post"),
    path("me/tokens/", me.Tokens.as_view(), name="tokens"),
    path("me/tokens/<int:pk>/revoke/", me.TokenRevoke.as_view(), name="token_revoke"),
    path("me/sign-out-everywhere/", me.SignOutEverywhere.as_view(), name="sign_out_everywhere"),
]

#: Mounted at ``/api/v1/``.
api_patterns = [
    path("auth/token/", TokenView.as_view(), name="token"),
]
