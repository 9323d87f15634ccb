"""Administration of people, organisations and who belongs where."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin  # noqa: F401 (registers Group)
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.actions import end_membership, save_membership, save_organisation, sync_groups
from accounts.actor import Actor
from accounts.models import AccessLog, Membership, Organisation, Shareholding, User

# Signing in is the site's own: with its second factor, and the same for everybody.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = _("Administration of Brandpunt")
admin.site.site_title = _("Administration")
admin.site.index_title = _("Reference data and people")
# Groups follow from organisations and memberships; nobody edits them by hand.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)


class ActorAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Saves and deletes through the Actor, so that every change has its history row."""

    def save_model(self, request: HttpRequest, obj: Model, _form: Any, _change: bool) -> None:
        """Writes one row."""
        Actor.of(request).save(obj)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Deletes one row; the history keeps it."""
        Actor.of(request).delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Deletes the chosen rows one by one, each with its history."""
        for row in queryset:
            self.delete_model(request, row)


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role in an organisation."""

    class Meta:
        model = Membership
        fields = ("user", "organisation", "role", "valid_from", "valid_to")


@admin.register(Organisation)
class OrganisationAdmin(ActorAdmin):
    """Organisations; saving one makes its groups."""

    list_display = ("name", "code", "kind", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("name", "code", "legal_name")
    autocomplete_fields = ("successor",)

    def save_model(self, request: HttpRequest, obj: Any, _form: Any, _change: bool) -> None:
        """Through the action that keeps the groups."""
        save_organisation(Actor.of(request), obj)

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never: an organisation ends on a date, its work stays."""
        return False


@admin.register(Membership)
class MembershipAdmin(ActorAdmin):
    """Who belongs where; the person's groups follow."""

    form = MembershipForm
    list_display = ("user", "organisation", "role", "valid_from", "valid_to")
    list_filter = ("role", "organisation")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "user__email", "organisation__name")
    autocomplete_fields = ("user", "organisation")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Of people; what an API token may do is chosen when it is made."""
        return super().get_queryset(request).filter(user__api_token__isnull=True)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, _change: bool) -> None:
        """Through the action that keeps the groups, of the person before as well."""
        before = form.initial.get("user")
        save_membership(Actor.of(request), obj)
        if before and before != obj.user_id:
            sync_groups(User.objects.get(pk=before))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Through the action that takes the groups away."""
        end_membership(Actor.of(request), obj)


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person, without a password: who is new sets one by the reset mail."""

    class Meta:
        model = User
        fields = ("email", "name", "language", "is_active", "is_staff", "is_superuser")
        help_texts = {
            "email": _("Signs in with this. A new person chooses a password by “Forgot password?”.")
        }

    def clean_email(self) -> str:
        """In small letters, as addresses are compared."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(ActorAdmin):
    """People. Passwords are never set here."""

    form = UserForm
    list_display = ("name", "email", "belongs_to", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "memberships__organisation")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> Any:
        """People only, with the memberships that the list shows."""
        rows = super().get_queryset(request).filter(api_token__isnull=True)
        return rows.prefetch_related("memberships__organisation")

    @admin.display(description=_("organisations"))
    def belongs_to(self, user: User) -> SafeString:
        """Organisations, short."""
        codes = sorted(m.organisation.code for m in user.memberships.all())
        return format_html("{}", ", ".join(codes))

    def save_model(self, request: HttpRequest, obj: Any, _form: Any, change: bool) -> None:
        """A new person gets no password, and the administrator is told what to do next."""
        if not change:
            obj.set_unusable_password()
        Actor.of(request).save(obj)
        sync_groups(obj)
        if not change:
            messages.info(
                request,
                gettext("Give %(name)s a role in an organisation, and let them ask for a password.")
                % {"name": obj.name},
            )

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never: what somebody did stays theirs. Switch the account off instead."""
        return False


@admin.register(Shareholding)
class ShareholdingAdmin(ActorAdmin):
    """Shares in the ROMs."""

    list_display = ("organisation", "shareholder", "share_pct", "valid_from", "valid_to", "source")
    list_filter = ("organisation",)
    list_select_related = ("organisation", "shareholder")
    autocomplete_fields = ("organisation", "shareholder")


@admin.register(AccessLog)
class AccessLogAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who looked at what: for reading only, also for administrators."""

    list_display = ("at", "user", "organisation", "action", "kind", "subject")
    list_filter = ("action", "kind")
    list_select_related = ("user", "organisation")
    search_fields = ("subject", "user__name")
    date_hierarchy = "at"

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """The application adds rows."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows never change."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows never go."""
        return False
